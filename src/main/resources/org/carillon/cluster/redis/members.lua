-- How followers of a channel are told of changes of its members: numbered, so that they see when they missed some, and
-- the last ones are kept for them. Numbers begin with the time, so that those of a count that was lost are lower, and
-- one that begins is known by the six zeros before its first.
-- KEYS: 1 the members: by user {facts, session, life, session, life ...}, packed
--       2 the number of the last act of each life
--       3 the users with a session of this life
--       4 the number of the last change, 5 the last changes
-- ARGV: 1 the primary, of no use here, 2 the command that publishes, 3 the channel it publishes to, 4 the life
local members, acts, held = KEYS[1], KEYS[2], KEYS[3]
local life = ARGV[4]
local CHANGES, KEPT = 500, 7 * 86400

local told = false

local function tell(sign, packed)
  if not told and redis.call('EXISTS', KEYS[4]) == 0 then
    redis.call('SET', KEYS[4], redis.call('TIME')[1] .. '000000')
  end
  told = true
  local number = string.format('%.0f', redis.call('INCR', KEYS[4]))
  local news = sign .. number .. ' ' .. packed
  redis.call('LPUSH', KEYS[5], news)
  redis.call(ARGV[2], ARGV[3], news)
end

local function done(results)
  if told then
    redis.call('LTRIM', KEYS[5], 0, CHANGES - 1)
    redis.call('EXPIRE', KEYS[4], KEPT)
    redis.call('EXPIRE', KEYS[5], KEPT)
  end
  return results
end

