package org.bailiwick.node.problem;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Refuses a request without a media type, or with a wildcard instead of one, to a resource method
 * with {@link Consumes}: JAX-RS would accept any type, pass null for a missing body, and not know
 * JSON by such a type, so that {@link JsonBodyGuard} would not read it. Refusals are
 * UNSUPPORTED_MEDIA_TYPE with check content-type.
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
      MediaType type = request.getMediaType();
      if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
        throw new NotSupportedException("a media type is required");
      }
    }
  }
}
