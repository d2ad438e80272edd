package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.publication.Publications;
import org.bailiwick.node.json.JsonText;

/** Serves the trust bundle and the metadata of the event transmitter. */
@ApplicationScoped
@Path("/.well-known")
@Produces(MediaType.APPLICATION_JSON)
public class WellKnownResource {

  @Inject private Publications publications;
  @Inject private AcaSettings settings;

  @GET
  @Path("/spiffe-bundle")
  public String bundle() {
    return publications.trustBundle();
  }

  @GET
  @Path("/ssf-configuration")
  public String events() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("spec_version", "1_0");
    metadata.put("issuer", settings.baseUrl().toString());
    metadata.put("jwks_uri", settings.baseUrl() + "/v1/events/jwks");
    metadata.put("delivery_methods_supported", List.of("urn:ietf:rfc:8936"));
    metadata.put("default_subjects", "ALL");
    return JsonText.of(metadata);
  }
}
