package org.bailiwick.master.enforcement;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The enforcement points of this domain, one file each ({@code enforcement-points/<name>.json}),
 * read again within two seconds of a change. Two files of one credential are a fault of both, since
 * nothing tells then what it may do.
 */
public final class EnforcementPoints {

  /** The setting with the folder of these files. */
  public static final String FOLDER = "master.enforcement-points-folder";

  /** The check that names a service that no file describes. */
  public static final String NOT_LISTED = "enforcement-point-not-listed";

  private final ReviewedFolder<EnforcementPoint> folder;

  /** Without a folder, and while there is no file without fault, there is none. */
  public EnforcementPoints(Optional<Path> folder, TrustDomain own, Clock clock) {
    this.folder = new ReviewedFolder<>(folder, file -> EnforcementPointFile.read(file, own), clock);
  }

  /** The enforcement point with this credential. */
  public Optional<EnforcementPoint> find(SpiffeId credential) {
    return described().filter(each -> each.credential().equals(credential)).findFirst();
  }

  /**
   * The enforcement point that calls.
   *
   * @throws ProblemException policy-denied with check {@value #NOT_LISTED} if no file without fault
   *     describes the peer
   */
  public EnforcementPoint require(VerifiedPeer peer) {
    return Optional.of(peer)
        .filter(each -> each.kind() == VerifiedPeer.Kind.SERVICE)
        .flatMap(each -> find(each.id()))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.POLICY_DENIED,
                    NOT_LISTED,
                    "No file describes this service as an enforcement point."));
  }

  /** All that are described, in no order. */
  public Collection<EnforcementPoint> all() {
    return described().toList();
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    Map<String, String> faults = new TreeMap<>(folder.faults());
    folder.all().stream()
        .filter(this::hasNamesake)
        .forEach(
            each ->
                faults.put(
                    each.name() + ReviewedFolder.SUFFIX, "another file has the same credential"));
    return faults;
  }

  private Stream<EnforcementPoint> described() {
    return folder.all().stream().filter(each -> !hasNamesake(each));
  }

  private boolean hasNamesake(EnforcementPoint point) {
    return folder.all().stream()
        .anyMatch(
            other ->
                other.credential().equals(point.credential())
                    && !other.name().equals(point.name()));
  }
}
