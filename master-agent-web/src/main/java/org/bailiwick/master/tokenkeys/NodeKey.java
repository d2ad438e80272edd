package org.bailiwick.master.tokenkeys;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.List;

/**
 * A key of a node whose announcement was verified. It counts until the announcement ends, and while
 * the certificate with which the node signed it counts.
 */
record NodeKey(
    String node, String kid, ECPublicKey key, List<X509Certificate> chain, Instant until) {}
