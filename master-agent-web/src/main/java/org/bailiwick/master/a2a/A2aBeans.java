package org.bailiwick.master.a2a;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.agentcard.AgentCards;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.push.PushConfigurations;
import org.bailiwick.master.push.TaskNews;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.texts.TextShares;

/** Produces the operations of A2A. */
@ApplicationScoped
class A2aBeans {

  @Inject private PushConfigurations pushes;
  @Inject private JobIntake intake;
  @Inject private JobControl control;
  @Inject private JobStreams streams;
  @Inject private Clock clock;

  @Inject private JobJournal journal;
  @Inject private TextShares shares;
  @Inject private MasterSettings settings;

  @Produces
  @Singleton
  AgentTasks agentTasks(
      ServiceRules rules, AuthenticationMethods methods, Store store, AgentCards cards) {
    return new AgentTasks(
        new CallerAuthenticator(rules, ServiceRules.ServiceName.A2A, methods),
        new AgentTasks.Jobs(intake, control, streams),
        new TaskViews(journal, shares, settings.resultsUrl()),
        new OwnTasks(store),
        cards,
        pushes,
        clock);
  }

  @Produces
  @Singleton
  TaskNews news(AgentTasks tasks) {
    return PushOperations.news(tasks.views());
  }

  @Produces
  @Singleton
  PushOperations pushOperations(AgentTasks tasks) {
    return new PushOperations(tasks, pushes);
  }
}
