package org.bailiwick.node.feed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings for fetching CRLs of this domain.
 *
 * @param plainUrl http URL below which {@code /crl/<issuer>.crl} lies ({@code node.aca-plain-url})
 * @param refresh pause between fetches ({@code node.crl-refresh})
 * @param maxAge time without reading after which every status is unknown ({@code
 *     node.max-status-age})
 * @param cacheFolder folder of the last CRLs, so that an older one is refused after a restart
 */
public record CrlSettings(
    URI plainUrl, Duration refresh, Duration maxAge, Optional<Path> cacheFolder) {}
