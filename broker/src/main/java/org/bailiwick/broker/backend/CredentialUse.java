package org.bailiwick.broker.backend;

import java.time.Instant;
import java.util.Optional;

/**
 * How the broker authenticates at a back end for one call; without any secret.
 *
 * @param method the method of the asset file
 * @param identity what the back end takes the broker for, for instance the name of a role, a client
 *     id, or the digest of an issued token
 * @param until the time at which the credential ends by itself; empty for a static one
 */
public record CredentialUse(String method, String identity, Optional<Instant> until) {}
