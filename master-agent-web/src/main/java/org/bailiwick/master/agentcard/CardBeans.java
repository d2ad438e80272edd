package org.bailiwick.master.agentcard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.push.PushSettings;
import org.bailiwick.master.signing.OwnTokens;

/** Produces the domain's cards. */
@ApplicationScoped
class CardBeans {

  @Inject private AgentInventory inventory;
  @Inject private OwnTokens tokens;
  @Inject private Clock clock;

  @Produces
  @Singleton
  AgentCards agentCards(
      MasterSettings settings, Metadata metadata, ServiceRules rules, PushSettings pushes) {
    return new AgentCards(
        settings.trustDomain(),
        metadata,
        new CardSecurity(rules),
        inventory,
        tokens,
        pushes,
        PublishedRegistry.url(settings),
        clock);
  }
}
