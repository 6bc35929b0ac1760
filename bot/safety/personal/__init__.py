"""What in a message says who somebody is: found, and taken out before anything is stored."""
