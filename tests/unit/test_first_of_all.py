"""Workers that find an old site: one builds it, and the others wait for it."""

import threading

from tests.site.conftest import first_of_all


def test_one_is_first_and_the_others_wait_until_it_is_done(tmp_path):
    order = []

    def work():
        with first_of_all(tmp_path) as first:
            if first:
                begun.set()
                go_on.wait(10)
                order.append("built")
            else:
                order.append("found")

    begun, go_on = threading.Event(), threading.Event()
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    assert begun.wait(10)
    assert order == []
    go_on.set()
    for worker in workers:
        worker.join(10)
    assert order == ["built", "found", "found"]


def test_a_failure_of_the_first_lets_the_others_go_on(tmp_path):
    try:
        with first_of_all(tmp_path):
            raise ValueError
    except ValueError:
        pass
    with first_of_all(tmp_path) as first:
        assert not first
