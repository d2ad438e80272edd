package org.bailiwick.aca.web.records;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.node.records.AuditResource;

/** The authority's audit log. */
@ApplicationScoped
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuthorityAuditResource extends AuditResource {}
