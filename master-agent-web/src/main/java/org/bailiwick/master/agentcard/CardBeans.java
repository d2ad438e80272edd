package org.bailiwick.master.agentcard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.signing.OwnTokens;

/** Produces the domain's cards. */
@ApplicationScoped
class CardBeans {

  @Produces
  @Singleton
  CardSecurity cardSecurity(ServiceRules rules) {
    return new CardSecurity(rules);
  }

  @Produces
  @Singleton
  AgentCards agentCards(
      MasterSettings settings,
      Metadata metadata,
      CardSecurity security,
      AgentInventory inventory,
      OwnTokens tokens,
      Clock clock) {
    return new AgentCards(settings.trustDomain(), metadata, security, inventory, tokens, clock);
  }
}
