package org.bailiwick.aca.web;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/**
 * Registers what every request passes. Jersey makes features itself and knows no CDI beans at that
 * time, so this one asks for its bean.
 */
final class AcaFeature implements Feature {

  @Override
  public boolean configure(FeatureContext context) {
    CDI.current().select(AcaGuards.class).get().register(context);
    return true;
  }
}
