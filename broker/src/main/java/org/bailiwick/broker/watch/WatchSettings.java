package org.bailiwick.broker.watch;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings by which a broker can be watched.
 *
 * @param headsFile the file of the signed heads of its audit log
 * @param health the loopback address for health and metrics, if there is to be one
 */
public record WatchSettings(Path headsFile, Optional<InetSocketAddress> health) {}
