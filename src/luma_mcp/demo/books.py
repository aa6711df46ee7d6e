"""The demo's books: 18 months of two companies, lived through day by day, all of it through the operations."""

from random import Random

from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.demo.bookkeeping import plan_bookkeeping
from luma_mcp.demo.calendar import LAST_MOMENT
from luma_mcp.demo.danish import DANISH
from luma_mcp.demo.diary import DemoClock, Diary
from luma_mcp.demo.office import Office
from luma_mcp.demo.purchases import plan_purchases
from luma_mcp.demo.sales import plan_sales
from luma_mcp.demo.swiss import SWISS
from luma_mcp.domain.profiles import Profile
from luma_mcp.executor import Executor
from luma_mcp.operations.registry import BY_NAME


async def fill(executor: Executor, access: Access, owner: Caller, clock: DemoClock) -> list[Profile]:
    """Make both companies and let them live until the last day; answers their profiles, the Swiss one first."""
    diary, made = Diary(clock), []
    for seed, company in enumerate((SWISS, DANISH), start=1):
        profile = (await executor.run(owner, BY_NAME["create_profile"], company.profile)).result
        caller = await access.choose_profile(owner, str(profile.id))
        office = Office(executor, caller, company, diary, Random(seed))  # noqa: S311  it has to repeat
        await office.open()
        plan_sales(office)
        plan_purchases(office)
        plan_bookkeeping(office)
        made.append(profile)
    await diary.live_until(LAST_MOMENT)
    return made
