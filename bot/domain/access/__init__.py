"""Roles, invitations, access requests, rate limits and the audit trail."""
