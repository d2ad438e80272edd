package org.bailiwick.master;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.bailiwick.master.job.JobResource;
import org.bailiwick.master.oauth.MetadataResource;
import org.bailiwick.master.oauth.TokenResource;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** The Master Agent's routes. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Master Agent",
            version = "1",
            description = "Tokens for partners' agents, and jobs that run on the domain's agents"))
public class MasterApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        MasterFeature.class, TokenResource.class, MetadataResource.class, JobResource.class);
  }
}
