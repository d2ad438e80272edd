package org.bailiwick.aca.web;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/**
 * Registers the filters that check every request. It looks its bean up, because the REST container
 * creates features before it can inject beans.
 */
final class AcaFeature implements Feature {

  @Override
  public boolean configure(FeatureContext context) {
    CDI.current().select(AcaGuards.class).get().register(context);
    return true;
  }
}
