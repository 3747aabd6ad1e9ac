package org.carillon.cluster.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;

/** How the Redis client is set up. */
final class RedisOptions {
    /** Names are texts, values are bytes. */
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    /** How many commands may be under way; more are refused. */
    private static final int UNDER_WAY = 100_000;
    private static final int THREADS = 2;
    private static final int FLUSH_AFTER = 256;

    private RedisOptions() {}

    /** Threads and timers of the client: few, since they only pass on. */
    static ClientResources resources() {
        return DefaultClientResources.builder().ioThreadPoolSize(THREADS).computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        // Commands that were written meanwhile leave with one write.
                        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
                    }
                }).build();
    }

    /** The client. A connection that it made again by itself would send again, perhaps to another server. */
    static RedisClient client(RedisSettings settings, ClientResources resources) {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder().autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(UNDER_WAY)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .socketOptions(SocketOptions.builder().connectTimeout(settings.timeout()).keepAlive(true)
                        .tcpNoDelay(true).build())
                .build());
        return client;
    }

    /** The address of a server, and how to sign in there. */
    static RedisURI uri(RedisSettings settings, RedisUrl.Host host) {
        RedisURI.Builder uri = RedisURI.builder().withHost(plain(host.name())).withPort(host.port())
                .withSsl(settings.url().tls()).withDatabase(settings.url().database())
                .withTimeout(settings.timeout()).withClientName("carillon");
        String password = settings.signInPassword();
        if (!settings.signInUser().isEmpty()) {
            uri.withAuthentication(settings.signInUser(), password);
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    /** The addresses of the Sentinels. */
    static RedisURI sentinels(RedisSettings settings) {
        RedisUrl url = settings.url();
        RedisURI.Builder uri = RedisURI.builder().withSsl(url.tls()).withTimeout(settings.timeout())
                .withSentinelMasterId(url.primary());
        url.hosts().forEach(host -> uri.withSentinel(plain(host.name()), host.port()));
        return uri.build();
    }

    /** A name as the resolver wants it: an IPv6 address without its brackets. */
    private static String plain(String name) {
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }
}
