package org.bailiwick.master.mcp;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobResource;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tools.CapabilityTools;
import org.bailiwick.master.tools.OfferedTools;
import org.bailiwick.master.tools.ToolSchemas;

/** Produces the objects of the MCP endpoint. */
@ApplicationScoped
class McpBeans {

  @Inject private ServiceRules rules;
  @Inject private AuthenticationMethods methods;
  @Inject private JobIntake intake;
  @Inject private JobControl control;
  @Inject private Store store;

  @Produces
  @Singleton
  McpServer server(MasterSettings settings) {
    CallerAuthenticator callers =
        new CallerAuthenticator(rules, ServiceRules.ServiceName.MCP, methods);
    OfferedTools capabilities =
        new CapabilityTools(intake, ToolSchemas.ANY_OBJECT, settings.trustDomain());
    return new McpServer(
        new McpServer.Parts(callers, intake, control, store),
        List.of(capabilities),
        settings.trustDomain());
  }

  @Produces
  @Singleton
  CallResults results(JobJournal journal, TextShares shares, MasterSettings settings) {
    return new CallResults(journal, shares, settings.component().baseUrl() + JobResource.PATH);
  }
}
