-- A sign of life of a node, and those of all others.
-- KEYS: 1 the signs: by life how many it has given; -1 for one that was declared over
-- ARGV: 1 the primary, of no use here, 2 the life, 3 how many it knows to have given; 0 before the first
-- Gives 1 if Redis knew no less, else 0: then its data were lost or others have declared the life over. What it may
-- have left behind since is to be cleaned up too, so it is put down once more and will be found silent.
-- After that the lives with their numbers, by turns.
local signs, life, given = KEYS[1], ARGV[2], tonumber(ARGV[3])
local known = tonumber(redis.call('HGET', signs, life) or '0')
redis.call('HSET', signs, life, known >= given and known + 1 or 0)
local results = redis.call('HGETALL', signs)
table.insert(results, 1, known >= given and 1 or 0)
return results
