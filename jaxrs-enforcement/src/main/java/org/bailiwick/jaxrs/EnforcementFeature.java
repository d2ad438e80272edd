package org.bailiwick.jaxrs;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/** Registers the filter of methods with {@link Enforced}. */
@Provider
public final class EnforcementFeature implements Feature {
  private final Optional<EnforcementOptions> options;

  /** Reads the options from the configuration of the service. */
  public EnforcementFeature() {
    this.options = Optional.empty();
  }

  public EnforcementFeature(EnforcementOptions options) {
    this.options = Optional.of(options);
  }

  @Override
  public boolean configure(FeatureContext context) {
    EnforcementOptions chosen =
        options.orElseGet(() -> EnforcementOptions.of(context.getConfiguration()));
    context.register(new EnforcementFilter(chosen, new EnforcementClient(chosen)));
    return true;
  }
}
