/** Any value that JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** The place of a publication: `offset` counts a channel's publications from 1, `epoch` names the count. */
export interface Position {
  epoch: string;
  offset: number;
}

/** One item of a channel or an inbox. `time` is in milliseconds since 1970; `sender` is a user id, or `portal`. */
export interface Publication extends Position {
  type: 'message' | 'chat' | 'notification' | 'direct' | 'receipt';
  channel: string;
  sender: string;
  guest?: boolean;
  time: number;
  content: Json;
  /** `base64` if `content` is bytes. */
  encoding?: 'base64';
}

/** What the portal told this user; it belongs to no channel. */
export interface Notification {
  type: 'notification';
  sender: string;
  time: number;
  content: Json;
}

/** Who is present in a channel. */
export interface Member {
  user: string;
  guest: boolean;
  since: number;
  info: { name?: string };
  sessions: string[];
}

/** The answer to a publication: where it is. `duplicate` if its key was published before. */
export interface Ack extends Position {
  duplicate?: boolean;
}

/** A page of what was said, the earliest first; `more` if there is more in that direction. */
export interface History extends Position {
  messages: Publication[];
  more: boolean;
}

/**
 * How the connection is. `waiting` ends by itself after `delay` milliseconds, `closed` does not; `word` and `words` say
 * why, as the close codes of the protocol do.
 */
export type State =
  | { name: 'connecting' }
  | { name: 'online'; user: string; guest: boolean; session: string; transport: TransportName }
  | { name: 'waiting'; delay: number; code: number; word: string; words: string }
  | { name: 'closed'; code: number; word: string; words: string };

export type TransportName = 'websocket' | 'sse' | 'poll';

export interface BackOff {
  /** The longest wait before the first attempt, doubled for each further one. Default: 1,000 ms. */
  step?: number;
  /** The longest wait of all. Default: 30,000 ms. */
  limit?: number;
  /** After how many attempts without success the connection is `closed`. Default: endless. */
  attempts?: number;
}

export interface Options {
  /** Signs in, and again before it expires. A function is called whenever one is needed. Without it: a guest, or
   *  whom the portal has signed in. */
  token?: string | (() => string | Promise<string>);
  /** The name of a guest. */
  user?: string;
  /** Names this device of the user. Default: a random name, kept in the browser. */
  device?: string;
  /** One connection for all tabs of this origin that say the same. Where there is no SharedWorker: one for each. */
  shared?: boolean | string;
  /** Where publications wait while there is no connection. Default: `memory`; `indexeddb` outlives a reload, and a
   *  connection that is `closed`: their promises stay open, for {@link Connection.reconnect}. */
  store?: 'memory' | 'indexeddb';
  /** How many may wait; one more drops the oldest. Default: 100. */
  queue?: number;
  /** How often a publication is sent again that is not acknowledged, and after how many ms. Default: 3, 3,000. */
  retries?: number;
  retryAfter?: number;
  backOff?: BackOff;
  /** What is tried, in this order. Default: all three. */
  transports?: TransportName[];
  /** How long a transport may take to show life before the next one is tried. Default: 10,000 ms. */
  connectTimeout?: number;
  /** A WebSocket class, where the runtime has none of its own (Node 20). */
  WebSocket?: unknown;
}

/** An expected no, by name: the codes of the protocol, and those of {@link LocalCode}. */
export class Refusal extends Error {
  constructor(code: string, message: string, retry?: boolean);
  code: string;
  /** Whether the same may succeed later. */
  retry: boolean;
}

/**
 * The client's own refusals: `closed` (the connection is closed for good), `lost` (the connection was lost, or another
 * user has signed in, before the answer), `timeout` (no answer in spite of all retries), `dropped` (the queue was full,
 * or a `for await` read too slowly), `too_large`, `forbidden` (another user wrote it than the one who is signed in now)
 * and `malformed` (the content is not JSON).
 */
export type LocalCode = 'closed' | 'lost' | 'timeout' | 'dropped' | 'too_large' | 'forbidden' | 'malformed';

/** An event whose news is in `detail`. */
export interface CarillonEvent<T> extends Event {
  detail: T;
}

/** Where a publication goes: a channel, or with `send` a user's inbox. */
export type Goal = { channel: string; to?: undefined } | { to: string; channel?: undefined };

export interface ConnectionEvents {
  state: CarillonEvent<State>;
  notification: CarillonEvent<Notification>;
  /** A message of the user's inbox; confirmed when all listeners have returned, and not if one threw or none was there:
   *  then it comes again with the next connection. */
  direct: CarillonEvent<Publication>;
  /** Somebody has received what was sent with `receipt`. */
  receipt: CarillonEvent<Publication>;
  /** The inbox lost `count` messages before this device came; 0 if nobody knows how many. */
  dropped: CarillonEvent<Position & { count: number }>;
  /** The queue was full: this publication was dropped, and its promise refused. */
  overflow: CarillonEvent<Goal & { content: Json }>;
  /** How much of a large publication has been sent: characters of its command as JSON, of `total`. */
  progress: CarillonEvent<Goal & { key: string; sent: number; total: number }>;
  /** A publication that a page of before had queued has its answer: an `ack` or a `refusal`. */
  settled: CarillonEvent<Goal & { key: string; content: Json; ack?: Ack; refusal?: Refusal }>;
}

export interface ChannelEvents {
  message: CarillonEvent<Publication>;
  join: CarillonEvent<Member>;
  leave: CarillonEvent<Member>;
  /** The members as the server lists them now; the first time and after each return. */
  members: CarillonEvent<Member[]>;
  /** Subscribed again after a return. With `recovered: false` something was missed: load the page's state anew. */
  recovered: CarillonEvent<{ recovered: boolean; position: Position }>;
  /** The subscription has ended: the server refused or ended it, or the page did (`bye`). */
  unsubscribed: CarillonEvent<{ code: string; message: string }>;
  /** The connection is closed for good. */
  closed: CarillonEvent<State>;
}

export interface PublishOptions {
  /** What receivers get as `type`. Default: `message`. */
  type?: 'message' | 'chat';
  /** The newest of a slot replaces those that wait, in channels with `queue=latest`. */
  slot?: string;
  /** Makes it unique: published again with the same key, it is acknowledged and not repeated. Default: random. */
  key?: string;
  /** `false`: refused with `lost` rather than queued while there is no connection. For typing signs and the like. */
  queue?: boolean;
}

export interface Channel extends AsyncIterable<Publication> {
  readonly name: string;
  /** The position reached; undefined before the first answer. */
  readonly position?: Position;
  /** Who is here, the earliest first; kept while it is subscribed with `presence`. */
  readonly members: Member[];
  /** Resolves when the server has answered; `since`: from that position on, else from now on. */
  subscribe(options?: { since?: Position; presence?: boolean }): Promise<{
    position: Position;
    recovered?: boolean;
    members?: Member[];
  }>;
  unsubscribe(): Promise<void>;
  publish(content: Json, options?: PublishOptions): Promise<Ack>;
  presence(): Promise<Member[]>;
  history(options?: { since?: Position; before?: Position; limit?: number }): Promise<History>;
  addEventListener<K extends keyof ChannelEvents>(
    type: K,
    listener: (event: ChannelEvents[K]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  removeEventListener<K extends keyof ChannelEvents>(type: K, listener: (event: ChannelEvents[K]) => void): void;
  /** The publications from now on, until the subscription ends. */
  [Symbol.asyncIterator](): AsyncIterator<Publication>;
}

export interface Connection {
  readonly state: State;
  /** The channel of this name; the same object each time. */
  channel(name: string): Channel;
  /** Sends to a user's inbox. `receipt`: a `receipt` event follows when a first device has it. */
  send(user: string, content: Json, options?: { key?: string; receipt?: boolean }): Promise<Ack>;
  /** Calls a method of the portal. A call that was not answered before the connection was lost is refused as `lost`. */
  call(method: string, content?: Json): Promise<Json>;
  /** Asks the server for a sign of life: the milliseconds until it came. */
  ping(): Promise<number>;
  /** Signs in as a user, or renews the token. */
  signIn(token: string): Promise<{ user: string; expires?: number }>;
  /** Cuts the connection and returns; at once if it waits. */
  reconnect(): void;
  /** Leaves until {@link resume}, with all tabs that share the connection: `waiting` without an end. Publications wait
   *  in the queue. */
  pause(): void;
  /** Returns after {@link pause}; does nothing if it is not paused. */
  resume(): void;
  /** Leaves for good. What waits is refused as `closed`; what is stored is sent by a later page all the same. */
  close(): void;
  addEventListener<K extends keyof ConnectionEvents>(
    type: K,
    listener: (event: ConnectionEvents[K]) => void,
    options?: AddEventListenerOptions | boolean,
  ): void;
  removeEventListener<K extends keyof ConnectionEvents>(
    type: K,
    listener: (event: ConnectionEvents[K]) => void,
  ): void;
}

/**
 * Connects. The URL is that of the endpoint, `ws(s)` or `http(s)`; without it the one beside the directory that this
 * module was loaded from.
 */
export function connect(url?: string | URL | Options, options?: Options): Connection;
