-- Adds sessions to a channel and takes others out, as one act, and tells the followers who came and who left.
-- KEYS, ARGV: as said in members.lua; then ARGV 5 the number of this act, and for each change + or -, user, session,
--       facts
-- Gives for each change the packed member, if it was its first session or its last, else an empty string.
-- An act with a number that is not above the last comes from a connection that was given up; others overtook it.
local act = ARGV[5]

if tonumber(act) <= tonumber(redis.call('HGET', acts, life) or '0') then
  return redis.error_reply('LATE act ' .. act .. ' was overtaken')
end
redis.call('HSET', acts, life, act)

local function place(record, session)
  for i = 2, #record, 2 do
    if record[i] == session then
      return i
    end
  end
end

local function has(record, owner)
  for i = 3, #record, 2 do
    if record[i] == owner then
      return true
    end
  end
end

local function add(user, session, facts)
  local known = redis.call('HGET', members, user)
  local record = known and cmsgpack.unpack(known) or {facts}
  local at = place(record, session)
  if at and record[at + 1] == life then
    return ''
  end
  at = at or #record + 1
  record[at], record[at + 1] = session, life
  local packed = cmsgpack.pack(record)
  redis.call('HSET', members, user, packed)
  redis.call('SADD', held, user)
  if known then
    return ''
  end
  tell('+', packed)
  return packed
end

local function remove(user, session)
  local known = redis.call('HGET', members, user)
  local record = known and cmsgpack.unpack(known) or {}
  local at = place(record, session)
  if not at then
    return ''
  end
  table.remove(record, at)
  table.remove(record, at)
  if #record > 1 then
    redis.call('HSET', members, user, cmsgpack.pack(record))
  else
    redis.call('HDEL', members, user)
    tell('-', known)
  end
  if not has(record, life) then
    redis.call('SREM', held, user)
  end
  return #record > 1 and '' or known
end

local results = {}
for i = 6, #ARGV, 4 do
  local change = ARGV[i] == '+' and add or remove
  results[#results + 1] = change(ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
end
return done(results)
