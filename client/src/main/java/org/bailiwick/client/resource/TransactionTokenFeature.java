package org.bailiwick.client.resource;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.client.transactiontoken.OrderedTokens;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Protects each resource method of a JAX-RS application with the Txn-Token of the request. The
 * container must require client certificates of the trust domain alone, and tell them as servlets
 * do (attribute {@code jakarta.servlet.request.X509Certificate}).
 */
public final class TransactionTokenFeature implements DynamicFeature {
  private final TransactionTokenVerifier verifier;
  private final SpiffeId self;
  private final CallerCheck callers;
  private final OrderedTokens used;

  /** {@code self} is the service's own SPIFFE id, to which tokens are addressed. */
  public TransactionTokenFeature(
      TransactionTokenVerifier verifier, SpiffeId self, CallerCheck callers, Clock clock) {
    this.verifier = verifier;
    this.self = self;
    this.callers = callers;
    this.used = new OrderedTokens(clock);
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Optional<Capability> needed =
        Optional.ofNullable(resource.getResourceMethod().getAnnotation(NeedsCapability.class))
            .map(named -> Capability.parse(named.value()));
    context.register(
        new TransactionTokenFilter(verifier, used, callers, new CalledOperation(self, needed)));
  }
}
