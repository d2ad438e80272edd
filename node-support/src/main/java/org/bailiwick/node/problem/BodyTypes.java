package org.bailiwick.node.problem;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * A resource method that says what it consumes gets a body of that type, or is not called: JAX-RS
 * takes a request without a type for one of any type, and without a body hands on null. Refusals
 * are UNSUPPORTED_MEDIA_TYPE with check content-type, as for any other type.
 */
@Provider
public final class BodyTypes implements DynamicFeature {

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    if (resource.getResourceMethod().isAnnotationPresent(Consumes.class)) {
      context.register(new TypeFilter());
    }
  }

  private static final class TypeFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getMediaType() == null) {
        throw new NotSupportedException("a body of a type is needed");
      }
    }
  }
}
