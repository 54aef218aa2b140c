"""Who may use the service: users with a role, how they sign in, and tokens for their programs.

All are functions of a Store. Of passwords, sessions and tokens only hashes are kept.
"""
