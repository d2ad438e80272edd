package org.bailiwick.master.partnertoken;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.tokenledger.TokenLifetime;

/**
 * What a partner's server says of a valid access token of its own.
 *
 * @param scope in the words of that server
 * @param jti its id there, if the server tells it
 * @param act the agents that acted before the client (RFC 8693 section 4.1); may be empty
 * @param txn the transaction there, if the token names it
 */
record VouchedToken(
    String subject,
    String clientId,
    String scope,
    TokenBinding binding,
    TokenLifetime lifetime,
    Optional<String> jti,
    Map<String, Object> act,
    Optional<String> txn) {}
