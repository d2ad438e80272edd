package org.bailiwick.ars.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.node.records.AuditResource;

/** Serves the registry's audit log. */
@ApplicationScoped
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class RegistryAuditResource extends AuditResource {}
