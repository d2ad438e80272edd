package org.bailiwick.master.policybundles;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import org.bailiwick.node.policies.PolicyBundleResource;

/** Serves the Master Agent's policy bundles. */
@ApplicationScoped
@Path("/v1/policy-bundles")
public class MasterBundleResource extends PolicyBundleResource {}
