package org.bailiwick.ars.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import org.bailiwick.node.policies.PolicyBundleResource;

/** Serves the registry's policy bundles. */
@ApplicationScoped
@Path("/v1/policy-bundles")
public class RegistryBundleResource extends PolicyBundleResource {}
