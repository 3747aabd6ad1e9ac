package bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** A peer of the benchmark: STOMP over WebSocket with the broker that Spring has built in, on Boot's Tomcat. */
@SpringBootApplication
@EnableWebSocketMessageBroker
@Controller
public class Main implements WebSocketMessageBrokerConfigurer {
    public static void main(String[] args) {
        System.setProperty("server.address", "127.0.0.1");
        System.setProperty("server.port", args[0]);
        System.setProperty("server.tomcat.max-connections", "50000");
        System.setProperty("server.tomcat.accept-count", "4096");
        SpringApplication.run(Main.class, args);
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/ws");
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.setApplicationDestinationPrefixes("/app").enableSimpleBroker("/topic", "/queue");
    }

    /** The reply of the round trip, to nobody but the session that asked. */
    @MessageMapping("/echo")
    @SendToUser(value = "/queue/reply", broadcast = false)
    public String echo(String payload) {
        return payload;
    }
}
