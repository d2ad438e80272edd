package org.bailiwick.master.attesters;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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

  private final TrustDomain own;
  private final ReviewedFolder<Attester> folder;

  /**
   * Without a folder, and while there is no file without fault, no attestation counts.
   *
   * @param own the trust domain whose agents attesters may vouch for
   * @param fetch reads key sets at URIs
   */
  public Attesters(Optional<Path> folder, TrustDomain own, GuardedFetch fetch, Clock clock) {
    this.own = own;
    this.folder =
        new ReviewedFolder<>(folder, file -> AttesterFile.read(file, own, fetch, clock), clock);
  }

  /** The trust domain whose agents attesters may vouch for. */
  public TrustDomain own() {
    return own;
  }

  /** The attester with exactly this issuer; none when two files name it. */
  public Optional<Attester> find(String issuer) {
    return trusted().filter(attester -> attester.issuer().equals(issuer)).findFirst();
  }

  /** Whether an attester may vouch for this client. */
  public boolean vouchFor(String clientId) {
    return trusted().anyMatch(attester -> attester.mayVouchFor(clientId));
  }

  /** The algorithms of all attesters; empty while there is none. */
  public List<String> algorithms() {
    return trusted()
        .flatMap(attester -> attester.algorithms().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>(folder.faults());
    folder.all().stream()
        .filter(this::hasNamesake)
        .forEach(
            attester ->
                faults.put(
                    attester.name() + ReviewedFolder.SUFFIX, "another file has the same issuer"));
    return faults;
  }

  private Stream<Attester> trusted() {
    return folder.all().stream().filter(attester -> !hasNamesake(attester));
  }

  /** Nothing tells whose keys would count then. */
  private boolean hasNamesake(Attester attester) {
    return folder.all().stream()
        .anyMatch(
            other ->
                other.issuer().equals(attester.issuer()) && !other.name().equals(attester.name()));
  }
}
