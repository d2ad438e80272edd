package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.grants.GrantTarget;
import org.bailiwick.node.grants.JobsEndpoint;

/**
 * A partner domain that does a step as a job of its own, by the partner's present description. The
 * registry does not list it.
 */
public record KnownDomain(TrustDomain domain, GrantTarget target, JobsEndpoint jobs)
    implements CallableAsset {

  @Override
  public AssetName name() {
    return AssetName.of(domain);
  }

  @Override
  public String registryId() {
    return "";
  }

  /** What has a word at the partner; the word is for exactly this capability. */
  @Override
  public CapabilitySet capabilities() {
    return CapabilitySet.of(target.scopes().keySet());
  }

  /** Whether each part of the scope has a word there. */
  public boolean takes(CapabilitySet scope) {
    return scope.stream().allMatch(each -> target.scopeOf(each).isPresent());
  }

  @Override
  public Optional<SerialNumber> credential() {
    return Optional.empty();
  }
}
