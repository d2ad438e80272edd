package org.bailiwick.node.feed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings for fetching CRLs of the own domain.
 *
 * @param plainUrl http base under which {@code /crl/<issuer>.crl} lies ({@code node.aca-plain-url})
 * @param refresh pause between fetches ({@code node.crl-refresh})
 * @param maxAge after which silence makes every status unknown ({@code node.max-status-age})
 * @param cacheFolder where the last CRLs are kept, so that a restart does not go back to an older
 *     one
 */
public record CrlSettings(
    URI plainUrl, Duration refresh, Duration maxAge, Optional<Path> cacheFolder) {}
