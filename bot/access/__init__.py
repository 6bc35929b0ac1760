"""Who may use what, and how much: roles, invitations, requests for access, the record of all that, and the pace."""
