package org.bailiwick.master.callout;

import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.master.mirrored.CallableDomains;

/**
 * The protocols by which assets are called, one for each type that can be called.
 *
 * @param notHeard of which domains the registry was not heard of within the bound of an agreement
 */
public record AssetCallers(
    AgentCaller agents, DomainCaller domains, Predicate<TrustDomain> notHeard)
    implements CallableDomains {

  /** Callers that know of no agreements. */
  public AssetCallers(AgentCaller agents, DomainCaller domains) {
    this(agents, domains, domain -> false);
  }

  @Override
  public Optional<KnownDomain> find(AssetName name) {
    return name.domain().filter(notHeard).isPresent() ? Optional.empty() : domains.find(name);
  }

  @Override
  public String whyNot(AssetName name) {
    return name.domain().filter(notHeard).isPresent() ? "domain-not-heard" : "domain-not-callable";
  }
}
