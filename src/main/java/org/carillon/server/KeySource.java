package org.carillon.server;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.util.List;

/** Where keys come from that may have signed a token. */
sealed interface KeySource permits FixedKeys, RemoteKeys {

    /**
     * What may verify a token with this header: the keys of its algorithm and, where both name one, of its key id. May
     * wait for some seconds.
     */
    List<JWSVerifier> fitting(JWSHeader header);
}
