package org.bailiwick.master.attesters;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.outbound.GuardedFetch;

/**
 * The client attesters that this domain trusts, one file each ({@code attesters/<name>.json}), read
 * again within two seconds of a change. While a file has a fault, its attester vouches for nobody.
 */
public final class Attesters {

  /** The setting with the folder of these files. */
  public static final String FOLDER = "master.attesters-folder";

  private final ReviewedFolder<Attester> folder;

  /**
   * Without a folder, and while there is no file without fault, no attestation counts.
   *
   * @param own the trust domain whose agents attesters may vouch for
   * @param fetch reads key sets at URIs
   */
  public Attesters(Optional<Path> folder, TrustDomain own, GuardedFetch fetch, Clock clock) {
    this.folder =
        new ReviewedFolder<>(folder, file -> AttesterFile.read(file, own, fetch, clock), clock);
  }

  /** The attester with exactly this issuer; none when two files name it. */
  public Optional<Attester> find(String issuer) {
    List<Attester> named =
        folder.all().stream().filter(attester -> attester.issuer().equals(issuer)).toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  /** Whether an attester may vouch for this client. */
  public boolean vouchFor(String clientId) {
    return folder.all().stream().anyMatch(attester -> attester.mayVouchFor(clientId));
  }

  /** The algorithms of all attesters; empty while there is none. */
  public List<String> algorithms() {
    return folder.all().stream()
        .flatMap(attester -> attester.algorithms().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.faults();
  }
}
