"""残疾人两项补贴: living and care subsidy."""
