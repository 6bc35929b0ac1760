"""A small real model, served on loopback by llama.cpp with OpenAI's protocol."""
