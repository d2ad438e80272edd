package org.bailiwick.policy.bundle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.VersionFloor;

/** A bundle that passed all checks of {@link PolicyBundle#verify}, which alone makes one. */
public final class VerifiedBundle {
  private final BundlePayload payload;
  private final String digest;
  private final List<String> signers;
  private final CedarDecisionPoint decisions;

  VerifiedBundle(
      BundlePayload payload, String digest, List<String> signers, CedarDecisionPoint decisions) {
    this.payload = payload;
    this.digest = digest;
    this.signers = List.copyOf(signers);
    this.decisions = decisions;
  }

  public long number() {
    return payload.number();
  }

  /** The SHA-256 of the payload in hex, which further signatures do not change. */
  public String digest() {
    return digest;
  }

  /** Number and digest, by which decisions name the policies. */
  public VersionFloor.Loaded version() {
    return new VersionFloor.Loaded(number(), digest);
  }

  /** The bundle decides nothing before this moment. */
  public Instant effectiveAt() {
    return payload.effectiveAt();
  }

  /** The SPIFFE ids of the officers who signed. */
  public List<String> signers() {
    return signers;
  }

  /** The components that the bundle is for. */
  public Set<String> components() {
    return payload.components();
  }

  /** How many officers must have signed the next bundle. */
  public int signatures() {
    return payload.signatures();
  }

  /** The texts of the files by their names in a policy folder. */
  public Map<String, String> files() {
    return payload.files();
  }

  /** Decides by these files. */
  public CedarDecisionPoint decisions() {
    return decisions;
  }
}
