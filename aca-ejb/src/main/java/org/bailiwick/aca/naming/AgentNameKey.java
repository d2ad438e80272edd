package org.bailiwick.aca.naming;

/** Primary key of a name's ownership: each transfer begins a new generation. */
record AgentNameKey(String trustDomain, String name, int generation) {}
