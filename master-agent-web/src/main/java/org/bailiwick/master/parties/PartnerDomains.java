package org.bailiwick.master.parties;

import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.node.trust.PartnerDirectory;

/** Finds the partner domains that take jobs, by their present descriptions. */
public record PartnerDomains(PartnerDirectory partners)
    implements Function<TrustDomain, Optional<KnownDomain>> {

  @Override
  public Optional<KnownDomain> apply(TrustDomain domain) {
    return partners
        .find(domain)
        .flatMap(partner -> partner.grantsTo())
        .flatMap(target -> target.jobs().map(service -> new KnownDomain(domain, target, service)));
  }
}
