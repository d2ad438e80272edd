package org.bailiwick.aca.authority;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The plain-HTTP addresses that certificates and CRLs name (RFC 5280 section 8: not https, since
 * the check of the TLS certificate might need them). They begin with the configured base, never
 * with a request's host.
 *
 * @param crlShards number of partial CRLs over which certificates are spread; with 0 there is only
 *     the complete CRL
 * @param deltas whether each CRL has a delta CRL, evaluated for each list and certificate
 */
public record PublishedUrls(URI base, int crlShards, BooleanSupplier deltas) {

  /** Certificates that are valid for longer also name the delta CRL, if there is one. */
  public static final Duration LONG_LIFE = Duration.ofDays(7);

  public PublishedUrls(URI base, int crlShards) {
    this(base, crlShards, () -> false);
  }

  /** The URL of a CRL of the issuer; the complete CRL is shard 0. */
  public String crl(String issuerId, int shard) {
    return base + "/crl/" + issuerId + (shard == 0 ? "" : "/" + shard) + ".crl";
  }

  /** The URL of the delta CRL of that list, if deltas are published. */
  public Optional<String> delta(String issuerId, int shard) {
    return deltas.getAsBoolean()
        ? Optional.of(base + "/crl/" + issuerId + (shard == 0 ? "" : "/" + shard) + "/delta.crl")
        : Optional.empty();
  }

  /**
   * The shard of a new certificate: serial numbers are random, so shards have about the same size.
   */
  public int crlShardOf(SerialNumber serial) {
    return crlShards == 0
        ? 0
        : 1 + serial.value().mod(BigInteger.valueOf(crlShards)).intValueExact();
  }

  /** The URL of the OCSP responder for all issuers (AIA ocsp). */
  public String ocsp() {
    return base + "/ocsp";
  }

  /** The URL of the issuer's certificate (AIA caIssuers). */
  public String certificate(String issuerId) {
    return base + "/issuers/" + issuerId + ".cer";
  }
}
