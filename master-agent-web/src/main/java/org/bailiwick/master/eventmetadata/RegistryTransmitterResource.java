package org.bailiwick.master.eventmetadata;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.edge.WellKnownUrl;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;
import org.bailiwick.node.outbound.receiver.ReceiverOrigins;
import org.bailiwick.node.settings.Settings;

/**
 * Serves the registry's metadata where SSF 1.0 section 7.2 has it: the well-known name comes
 * between the host and the path of the registry's base URL, and the Master Agent is at the root of
 * the host.
 */
@ApplicationScoped
@Path("/.well-known/" + TransmitterMetadata.NAME + "/{path: .+}")
@Produces(MediaType.APPLICATION_JSON)
public class RegistryTransmitterResource {
  @Inject MasterSettings settings;

  private Optional<URI> registry = Optional.empty();
  private ReceiverOrigins receivers;

  /** The registry is another application with the same settings. */
  @PostConstruct
  void start() {
    Settings config = Settings.fromConfig();
    registry = config.optional("ars.base-url").map(URI::create);
    receivers = ReceiverOrigins.read(config, "ars");
  }

  @GET
  public Response read(@PathParam("path") String path) {
    URI issuer =
        registry
            .filter(url -> WellKnownUrl.isOf(url, path))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_FOUND,
                        "transmitter-unknown",
                        "No transmitter of events has this path"));
    URI keys = URI.create(settings.component().baseUrl() + "/oauth/jwks");
    return Response.ok(TransmitterMetadata.of(issuer, keys, receivers).toString())
        .header("Cache-Control", "max-age=300")
        .build();
  }
}
