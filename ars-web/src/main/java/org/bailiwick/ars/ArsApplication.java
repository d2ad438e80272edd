package org.bailiwick.ars;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.audit.RegistryAuditResource;
import org.bailiwick.ars.card.CardResource;
import org.bailiwick.ars.changestream.ChangeStreamResource;
import org.bailiwick.ars.description.DescriptionResource;
import org.bailiwick.ars.discovery.ChangesResource;
import org.bailiwick.ars.discovery.DiscoveryResource;
import org.bailiwick.ars.discovery.RecordResource;
import org.bailiwick.ars.eventdelivery.EventPollResource;
import org.bailiwick.ars.eventstream.EventStreamResource;
import org.bailiwick.ars.eventstream.StreamListResource;
import org.bailiwick.ars.eventstream.TransmitterResource;
import org.bailiwick.ars.export.ExportResource;
import org.bailiwick.ars.front.RegistryPageResource;
import org.bailiwick.ars.identifier.control.IdentifierResource;
import org.bailiwick.ars.identifier.control.OwnIdentifierResource;
import org.bailiwick.ars.lifecycle.HeartbeatResource;
import org.bailiwick.ars.lifecycle.QuarantineResource;
import org.bailiwick.ars.lists.AgentListResource;
import org.bailiwick.ars.lists.OwnAgentsResource;
import org.bailiwick.ars.mirror.overview.MirrorResource;
import org.bailiwick.ars.policy.RegistryBundleResource;
import org.bailiwick.ars.registration.RegistrationResource;
import org.bailiwick.ars.search.SearchResource;
import org.bailiwick.ars.toolserver.ToolServerResource;
import org.bailiwick.ars.transfer.RecordIntakeResource;
import org.bailiwick.ars.transfer.RecordPagesResource;
import org.bailiwick.ars.zone.ZoneResource;

/** Lists the classes that serve the registry's routes. */
@ApplicationPath("/")
public class ArsApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ArsFeature.class,
        RegistrationResource.class,
        AgentListResource.class,
        OwnAgentsResource.class,
        RecordResource.class,
        DescriptionResource.class,
        HeartbeatResource.class,
        QuarantineResource.class,
        DiscoveryResource.class,
        SearchResource.class,
        ChangesResource.class,
        RegistryBundleResource.class,
        RegistryAuditResource.class,
        RegistryPageResource.class,
        CardResource.class,
        ToolServerResource.class,
        ZoneResource.class,
        IdentifierResource.class,
        OwnIdentifierResource.class,
        RecordPagesResource.class,
        RecordIntakeResource.class,
        TransmitterResource.class,
        EventStreamResource.class,
        EventPollResource.class,
        StreamListResource.class,
        ChangeStreamResource.class,
        ExportResource.class,
        MirrorResource.class);
  }

  /** Switches off WADL, because {@code /openapi} alone describes the routes. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
