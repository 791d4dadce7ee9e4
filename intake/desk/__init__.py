"""What happens at the desk besides typing: drafts, corrections of slips, numbers for an outage, notices on paper."""
