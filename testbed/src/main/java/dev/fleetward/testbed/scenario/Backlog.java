package dev.fleetward.testbed.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Measures how evenly service goes to those who wait for it. An episode lasts as long as somebody
/// always has a call waiting. A call cannot be divided, so only long episodes say something: those
/// in which an equal part of all service would have been many of the largest calls that anybody was
/// given meanwhile. Whoever is in a long episode is due an equal part of the service that goes to
/// those who are in one at the same time. Confined to one thread.
final class Backlog {
    /// So many of the largest calls must be due to somebody in an episode that counts.
    private static final double LARGEST_CALLS = 10;

    private final Map<String, Account> accounts = new HashMap<>();
    private final Set<Account> waiting = new LinkedHashSet<>();
    private final List<Grant> grants = new ArrayList<>();
    private final Map<Integer, List<Account>> begins = new HashMap<>();
    private final Map<Integer, List<Account>> ends = new HashMap<>();

    private record Grant(Account account, long service) {}

    private static final class Account {
        final String name;
        int calls;
        int since;
        long largest;
        double due;
        double dueInLongEpisodes;
        double gotInLongEpisodes;

        Account(String name) {
            this.name = name;
        }
    }

    /// A call of `who` has to wait.
    void came(String who) {
        Account account = account(who);
        if (account.calls++ == 0) {
            account.since = grants.size();
            account.largest = 0;
            account.due = 0;
            waiting.add(account);
        }
    }

    private Account account(String who) {
        return accounts.computeIfAbsent(who, Account::new);
    }

    /// A call of `who` was admitted.
    ///
    /// @param waited whether it had to wait
    void served(String who, long service, boolean waited) {
        for (Account account : waiting) {
            account.due += (double) service / waiting.size();
            account.largest = Math.max(account.largest, service);
        }
        grants.add(new Grant(account(who), service));
        if (waited) {
            left(who);
        }
    }

    /// A call of `who` waits no more.
    void left(String who) {
        Account account = account(who);
        if (account.calls == 0) {
            throw new IllegalStateException(who + " has no call waiting");
        }
        if (--account.calls == 0) {
            waiting.remove(account);
            if (account.due >= LARGEST_CALLS * account.largest) {
                begins.computeIfAbsent(account.since, at -> new ArrayList<>()).add(account);
                ends.computeIfAbsent(grants.size(), at -> new ArrayList<>()).add(account);
            }
        }
    }

    /// Everyone's service in long episodes, as a part of what was due, by name.
    Map<String, Double> served() {
        for (Account account : accounts.values()) {
            account.dueInLongEpisodes = 0;
            account.gotInLongEpisodes = 0;
        }
        Set<Account> present = new LinkedHashSet<>();
        for (int i = 0; i < grants.size(); i++) {
            ends.getOrDefault(i, List.of()).forEach(present::remove);
            present.addAll(begins.getOrDefault(i, List.of()));
            Grant grant = grants.get(i);
            if (present.size() > 1 && present.contains(grant.account)) {
                grant.account.gotInLongEpisodes += grant.service;
                for (Account account : present) {
                    account.dueInLongEpisodes += (double) grant.service / present.size();
                }
            }
        }
        Map<String, Double> served = new TreeMap<>();
        for (Account account : accounts.values()) {
            if (account.dueInLongEpisodes > 0) {
                served.put(account.name, account.gotInLongEpisodes / account.dueInLongEpisodes);
            }
        }
        return served;
    }

    /// Jain's index: 1 where all got the same part, 1/n where one got everything.
    static double jainIndex(Iterable<Double> parts) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (double part : parts) {
            sum += part;
            squares += part * part;
            count++;
        }
        return count == 0 ? Double.NaN : sum * sum / (count * squares);
    }
}
