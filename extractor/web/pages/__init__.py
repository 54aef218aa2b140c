"""What people see: pages that the server renders, and forms that work without any script."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
