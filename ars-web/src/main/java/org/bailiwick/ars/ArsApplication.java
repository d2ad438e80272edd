package org.bailiwick.ars;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.discovery.DiscoveryResource;
import org.bailiwick.ars.discovery.SnapshotResource;
import org.bailiwick.ars.registration.RegistrationResource;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** The registry's routes. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Agent Registry Service",
            version = "1",
            description =
                "Registration, identifiers and discovery of the agents of a trust domain"))
public class ArsApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ArsFeature.class,
        RegistrationResource.class,
        DiscoveryResource.class,
        SnapshotResource.class);
  }

  /** The description of the routes is /openapi alone. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
