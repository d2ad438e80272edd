package org.bailiwick.aca.web.records;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import org.bailiwick.node.policies.PolicyBundleResource;

/** Serves the authority's policy bundles. */
@ApplicationScoped
@Path("/v1/policy-bundles")
public class AuthorityBundleResource extends PolicyBundleResource {}
