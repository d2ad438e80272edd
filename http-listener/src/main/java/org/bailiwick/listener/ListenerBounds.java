package org.bailiwick.listener;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds of what the clients of a listener may take.
 *
 * @param threads of the whole server
 * @param connections at once; further ones wait
 * @param headerOctets of one request
 * @param idle how long a connection may be silent
 * @param requestTime within which the first request of a connection, with a TLS handshake before
 *     it, and later the headers of each further one have to come
 * @param connectionTime after which a connection is closed whatever is under way, if there is such
 *     a bound
 */
public record ListenerBounds(
    int threads,
    int connections,
    int headerOctets,
    Duration idle,
    Duration requestTime,
    Optional<Duration> connectionTime) {}
