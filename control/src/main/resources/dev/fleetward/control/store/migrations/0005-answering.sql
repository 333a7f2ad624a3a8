-- Who a webhook was told answers for the cause of an incident, a name in each line; null where that
-- is not known any more.
ALTER TABLE telling ADD COLUMN answering TEXT;
